(function_call name: (identifier) @called (#match? @called "^assert")) @assert
