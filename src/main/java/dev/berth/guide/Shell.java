package dev.berth.guide;

/** Where the researcher types. The shells differ in how a variable is set, and in what they pass from program to program. */
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

        // Windows PowerShell passes text on in an encoding and with a line end of its own, and the registry answers 400
        // to such a password. cmd passes on what it gets, and has the variables, too.
        @Override
        String piped(String line) {
            return "cmd /c \"%s\"".formatted(line);
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

    /** A line in which one program reads what another writes. It holds neither quotes nor variables. */
    String piped(String line) {
        return line;
    }

    public String title() {
        return title;
    }
}
