(function_call name: (identifier) @_called (#match? @_called "^assert")) @assert
