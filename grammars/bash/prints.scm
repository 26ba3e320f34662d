(command name: (command_name) @_called (#any-of? @_called "echo" "printf")) @print
