(function_declaration) @definition
((comment) . (function_declaration) @definition.documented)
