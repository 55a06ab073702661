package fr.mssgw.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import fr.mssgw.it.fixture.RunningSandbox;
import fr.mssgw.sandbox.tour.Narrator;
import fr.mssgw.sandbox.tour.Stage;
import fr.mssgw.sandbox.tour.Step;
import fr.mssgw.sandbox.tour.Story;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The ten steps that {@code ./gateway tour} tells (docs/contract.md §5), in their order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainStoryIT {
    private final Stage stage = new Stage(RunningSandbox.file());

    static List<Step> steps() {
        return Story.STEPS;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void theStepHolds(Step step) {
        StringWriter told = new StringWriter();
        List<Integer> failed = Story.play(List.of(step), stage, new Narrator(new PrintWriter(told)));
        assertThat(failed).as(told.toString()).isEmpty();
    }
}
