(command command_name: (command_name) @_called (#match? @_called "^(?i:import-module|using)$")) @import
