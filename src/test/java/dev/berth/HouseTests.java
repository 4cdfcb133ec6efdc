package dev.berth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.Tag;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.core.ApplicationModules;

class HouseTests {

    @Test
    void everyRoomImportsOnlyFromTheFloorsBelow() {
        ApplicationModules.of(BerthApplication.class).verify();
    }

    @Test
    void everyPackageSaysThatNothingIsNullUnlessItSaysSo() {
        JavaPackage house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.berth")
                .getPackage("dev.berth");

        assertThat(Stream.concat(Stream.of(house), house.getSubpackagesInTree().stream())
                        .filter(room -> !room.getClasses().isEmpty())
                        .filter(room -> !room.isAnnotatedWith(NullMarked.class))
                        .map(JavaPackage::getName))
                .isEmpty();
    }

    @Test
    void awsTypesStayInTheAdapters() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.berth.aws..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.berth"));
    }

    @Test
    void invariant10_theProductKnowsNothingOfTheSandboxNorOfItsLibraries() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.berth.sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.berth.sandbox..", "io.zonky..", "org.springframework.security.oauth2.server..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.berth"));
    }

    /** Unless it is closed, it keeps its connection: a page that does so stops the portal after a few views. */
    @Test
    void noQueryIsReadAsAStreamOfItsOwn() {
        noClasses()
                .should()
                .callMethod(JdbcClient.MappedQuerySpec.class, "stream")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.berth"));
    }

    /** Open addressing: some 80,000 crafted keys in a manifest took them 9 s, and stalled every promotion. */
    @Test
    void noImmutableHashTableOfTheJdkIsBuiltFromKeysThatMayBeAStrangers() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.berth.identity.Person") // roles, an enum
                .and()
                .resideOutsideOfPackages("dev.berth.guide..", "dev.berth.sandbox..") // keys of our own
                .should()
                .callMethod(Map.class, "copyOf", Map.class)
                .orShould()
                .callMethod(Map.class, "ofEntries", Map.Entry[].class)
                .orShould()
                .callMethod(Set.class, "copyOf", Collection.class)
                .orShould()
                .callMethod(Collectors.class, "toUnmodifiableSet")
                .orShould()
                .callMethod(Collectors.class, "toUnmodifiableMap", Function.class, Function.class)
                .orShould()
                .callMethod(Collectors.class, "toUnmodifiableMap", Function.class, Function.class, BinaryOperator.class)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.berth"));
    }

    /** A HashMap of colliding keys stays quick as long as it can order them. */
    @Test
    void whatAPusherChoosesAndHashTablesHoldCanBeOrdered() {
        assertThat(List.of(Tag.class, Digest.class, MediaType.class, Platform.class))
                .allSatisfy(key -> assertThat(Comparable.class).isAssignableFrom(key));
    }

    @Test
    void ociKnowsNoSpring() {
        noClasses()
                .that()
                .resideInAPackage("dev.berth.oci..")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.berth.oci"));
    }
}
