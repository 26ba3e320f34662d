(function_call name: (identifier) @called (#eq? @called "require")) @import
