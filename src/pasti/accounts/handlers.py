from pasti.accounts.second_factor import watch

watch()
