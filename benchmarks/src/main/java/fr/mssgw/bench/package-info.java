/** Load drivers that speak to a running gateway as its clients do, and JMH benchmarks. */
@NullMarked
package fr.mssgw.bench;

import org.jspecify.annotations.NullMarked;
