/** {@code gateway.yaml} and {@code bals/*.yaml}, read into checked records; every problem at once, with its line. */
@NullMarked
package fr.mssgw.config;

import org.jspecify.annotations.NullMarked;
