(function_definition) @definition
((comment) . (function_definition) @definition.documented)
