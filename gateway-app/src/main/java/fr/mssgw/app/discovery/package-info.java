/** How mail clients find the gateway: settings by HTTP for Thunderbird, Outlook and Apple, and the DNS records to publish. */
@NullMarked
package fr.mssgw.app.discovery;

import org.jspecify.annotations.NullMarked;
