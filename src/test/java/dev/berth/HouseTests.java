package dev.berth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.core.ApplicationModules;

class HouseTests {

    @Test
    void everyRoomImportsOnlyFromTheFloorsBelow() {
        ApplicationModules.of(BerthApplication.class).verify();
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
