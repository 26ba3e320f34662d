(function_statement) @definition
((comment) . (function_statement) @definition.documented)
(function_statement (script_block . (comment)) ) @definition.documented
