package dev.berth.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Reads a controller's {@link PageAt} from the address. */
@Configuration(proxyBeanMethods = false)
class PageAtArgument implements WebMvcConfigurer, HandlerMethodArgumentResolver {

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == PageAt.class;
    }

    @Override
    public PageAt resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        String before = request.getParameter("before");
        String after = request.getParameter("after");
        if (before != null && after != null) {
            throw new MalformedKey();
        }
        if (before != null) {
            return new PageAt.Before(RowKey.of(before));
        }
        return after == null ? new PageAt.Start() : new PageAt.After(RowKey.of(after));
    }
}
