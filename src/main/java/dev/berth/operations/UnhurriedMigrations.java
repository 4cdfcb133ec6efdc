package dev.berth.operations;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** An index on a large table takes longer than anybody waits for an answer otherwise. */
@Configuration(proxyBeanMethods = false)
class UnhurriedMigrations {

    @Bean
    FlywayConfigurationCustomizer unhurried() {
        return flyway -> flyway.dataSource(new DelegatingDataSource(flyway.getDataSource()) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                connection.setNetworkTimeout(Runnable::run, 0);
                return connection;
            }
        });
    }
}
