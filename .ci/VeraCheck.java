import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates files against flavours of PDF/A and PDF/UA: prints what fails, and one line for each flavour. */
public class VeraCheck {
    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: pdfa-check FLAVOUR[,FLAVOUR…] FILE.pdf…");
            System.exit(2);
        }
        VeraGreenfieldFoundryProvider.initialise();
        boolean passed = true;
        for (String name : arguments[0].split(",")) {
            PDFAFlavour flavour = PDFAFlavour.fromString(name);
            if (!flavour.getId().equals(name)) {
                System.err.println("unknown flavour: " + name);
                System.exit(2);
            }
            int good = 0;
            long checks = 0;
            for (int at = 1; at < arguments.length; at++) {
                long made = validate(flavour, arguments[at]);
                if (made > 0) {
                    good++;
                    checks += made;
                }
            }
            int files = arguments.length - 1;
            passed &= good == files;
            System.out.printf("%s: %d of %d files pass, %d checks%n", name, good, files, checks);
        }
        System.exit(passed ? 0 : 1);
    }

    /** The number of checks that a file passed, or 0 if it failed; every failed rule is printed once. */
    private static long validate(PDFAFlavour flavour, String path) {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(path), flavour)) {
            ValidationResult result = Foundries.defaultInstance().createValidator(flavour, false).validate(parser);
            if (result.isCompliant()) {
                return result.getTotalAssertions();
            }
            System.out.println("FAIL " + flavour.getId() + " " + path);
            Map<String, Integer> failures = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    var rule = assertion.getRuleId();
                    String text = rule.getClause() + "-" + rule.getTestNumber() + " " + assertion.getMessage();
                    failures.merge(text, 1, Integer::sum);
                }
            }
            failures.forEach((text, count) -> System.out.println("   x" + count + " " + text));
        } catch (Exception error) {
            System.out.println("FAIL " + flavour.getId() + " " + path + "\n   cannot be validated: " + error);
        }
        return 0;
    }
}
