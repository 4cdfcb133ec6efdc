package dev.berth.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class PostgresContainerTests {

    @Test
    @Needs({Tool.DOCKER, Tool.MMDEBSTRAP})
    void postgresAnswersOnTheHostsNetwork() throws SQLException {
        try (PostgresContainer postgres = new PostgresContainer()) {
            postgres.start();
            try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), "");
                    var answer = connection.createStatement().executeQuery("select version()")) {
                answer.next();
                assertThat(answer.getString(1)).contains("Debian");
            }
        }
    }
}
