package dev.berth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
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
