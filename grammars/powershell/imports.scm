(command command_name: (command_name) @called (#match? @called "^(?i:import-module|using)$")) @import
