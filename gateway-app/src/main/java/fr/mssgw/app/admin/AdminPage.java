package fr.mssgw.app.admin;

import java.util.Map;

/** One thing that an operator's command may ask of the running gateway. Blocks; thread-safe. */
@FunctionalInterface
public interface AdminPage {

    /**
     * @param parameters as the command gave them; never in a URL, because an INS may be among them
     * @return something that Jackson writes as JSON
     */
    Object answer(Map<String, String> parameters) throws AdminRefusal;
}
