package dev.berth.guide;

/** Where the researcher types. The shells differ in how a variable is set, and in nothing else that the guide prints. */
public enum Shell {
    BASH("bash or zsh") {
        @Override
        public String set(String variable, String value) {
            return "export %s='%s'".formatted(variable, value.replace("'", "'\\''"));
        }
    },
    POWERSHELL("PowerShell") {
        @Override
        public String set(String variable, String value) {
            return "$Env:%s = '%s'".formatted(variable, value.replace("'", "''"));
        }
    },
    CMD("cmd") {
        // Within quotes cmd leaves all but these two alone, and has no way to quote them that works at the prompt.
        @Override
        public String set(String variable, String value) {
            if (value.indexOf('"') >= 0 || value.indexOf('%') >= 0) {
                throw new IllegalArgumentException("cmd cannot set a variable to a value with '\"' or '%'");
            }
            return "set \"%s=%s\"".formatted(variable, value);
        }
    };

    private final String title;

    Shell(String title) {
        this.title = title;
    }

    /** The command that sets an environment variable for this window. */
    public abstract String set(String variable, String value);

    public String title() {
        return title;
    }
}
