[(use_declaration) (extern_crate_declaration) (mod_item !body)] @import
