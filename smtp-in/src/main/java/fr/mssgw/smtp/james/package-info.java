/** James' SMTP server and session, with our framing, transport and commands: they call the doors, and nothing else. */
@NullMarked
package fr.mssgw.smtp.james;

import org.jspecify.annotations.NullMarked;
