(command name: (command_name) @called (#any-of? @called "echo" "printf")) @print
