((comment) . (template_declaration (function_definition) @definition.documented))
