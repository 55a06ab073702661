package fr.mssgw.config;

import fr.mssgw.core.identity.MssAddress;
import java.util.Optional;

/** Who runs the gateway, as the reports to users name it. */
public record OperatorConfig(String name, Optional<MssAddress> support, Optional<MssAddress> responsable) {

    static Field<OperatorConfig> read(Section section) {
        Field<String> name = section.required("name", Forms.TEXT);
        Field<Optional<MssAddress>> support = section.optional("support", Forms.ADDRESS);
        Field<Optional<MssAddress>> responsable = section.optional("responsable", Forms.ADDRESS);
        return section.check(() -> new OperatorConfig(name.value(), support.value(), responsable.value()));
    }
}
