package fr.mssgw.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountTest {
    private static final int NOBODY = 65_534;

    @TempDir
    private Path directory;

    private Path home;

    @BeforeEach
    void aFolderThatOnlyRootEnters() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may become another user");
        home = directory.resolve("home");
        Path program = Files.createDirectories(home.resolve("bin")).resolve("postgres");
        Files.writeString(program, "#!/bin/sh\nexit 0\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void nobodyDoesNotEnterAFolderOfRootsByItself() throws IOException {
        assertThat(Account.as(NOBODY, "").canRun(home)).isFalse();
    }

    @Test
    void nobodyEntersAFolderOfRootsWithTheOneCapabilityThatOpensIt() throws IOException {
        assertThat(Account.as(NOBODY, "+dac_read_search").canRun(home)).isTrue();
    }
}
