package dev.berth;

import dev.berth.aws.IamCommand;
import dev.berth.support.OutboundProxy;
import java.time.InstantSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The portal. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class BerthApplication {

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(IamCommand.NAME)) {
            System.exit(IamCommand.run(args, System.out, System.err));
        }
        SpringApplication application = new SpringApplication(BerthApplication.class);
        application.addInitializers(
                ConfigurationMissing.check(),
                context -> OutboundProxy.of(System.getenv()).ifPresent(OutboundProxy::install));
        application.run(args);
    }

    /** The one clock; tests set their own. */
    @Bean
    @ConditionalOnMissingBean
    InstantSource clock() {
        return InstantSource.system();
    }
}
