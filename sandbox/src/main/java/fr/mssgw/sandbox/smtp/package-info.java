/** SMTP as the simulated operators speak it: a client that keeps every reply, a server that keeps every octet. */
@NullMarked
package fr.mssgw.sandbox.smtp;

import org.jspecify.annotations.NullMarked;
