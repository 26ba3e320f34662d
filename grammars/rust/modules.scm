(mod_item name: (identifier) @module !body)
(use_declaration argument: (_) @module)
