/** Mail coming in by SMTP: the commands read and judged for their form, the doors to the flows, the server. */
@NullMarked
package fr.mssgw.smtp;

import org.jspecify.annotations.NullMarked;
