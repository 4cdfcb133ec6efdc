package dev.berth.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Counts the statements that the portal prepares, on whatever thread. */
public final class CountedStatements {

    private final AtomicLong prepared = new AtomicLong();

    public long during(Runnable work) {
        long before = prepared.get();
        work.run();
        return prepared.get() - before;
    }

    private DataSource counting(DataSource dataSource) {
        return new DelegatingDataSource(dataSource) {
            @Override
            public Connection getConnection() throws java.sql.SQLException {
                Connection connection = super.getConnection();
                return (Connection) Proxy.newProxyInstance(
                        Connection.class.getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().startsWith("prepare")) {
                                prepared.incrementAndGet();
                            }
                            return invoke(connection, method, arguments);
                        });
            }
        };
    }

    private static Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    public static class InPlace {

        @Bean
        static CountedStatements countedStatements() {
            return new CountedStatements();
        }

        @Bean
        static BeanPostProcessor countingDataSource(CountedStatements statements) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource dataSource ? statements.counting(dataSource) : bean;
                }
            };
        }
    }
}
