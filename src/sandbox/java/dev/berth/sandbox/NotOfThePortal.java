package dev.berth.sandbox;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.util.ClassUtils;

/** Where both are on one class path, the portal's scan leaves the sandbox out: it is a context of its own. */
final class NotOfThePortal extends TypeExcludeFilter {

    private static final String PACKAGE = ClassUtils.getPackageName(NotOfThePortal.class) + ".";

    @Override
    public boolean match(MetadataReader type, MetadataReaderFactory types) {
        return type.getClassMetadata().getClassName().startsWith(PACKAGE);
    }

    /** Contexts of tests are shared where their filters are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NotOfThePortal;
    }

    @Override
    public int hashCode() {
        return NotOfThePortal.class.hashCode();
    }
}
