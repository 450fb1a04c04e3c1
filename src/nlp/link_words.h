/* link_words.h - words that tell the linker something. All in lower case but the stop list, which is compared in capitals. */
#ifndef NLP_LINK_WORDS_H
#define NLP_LINK_WORDS_H

/* Forms of companies and papers, taken off the end of a name. */
static const char *const legal_words[] = {
    "inc", "incorporated", "corp", "corporation", "co", "company", "companies", "cos", "ltd", "limited", "plc", "sa", "nv", "ag", "se", "spa", "ab",
    "asa", "oyj", "as", "kgaa", "gmbh", "llc", "lp", "llp", "holdings", "holding", "hldgs", "group", "trust", "bancorp", "bancorporation", "bancshares",
    "international", "intl", "class", "common", "stock", "shares", "ordinary", "adr", "ads", "adrs", "depositary", "series", "preferred", "units", "the",
    "new", "de", "cv", "sab", "reit", "&",
};

/* Of those, the ones without which a bank is not called: "Howard Bancorp" is never just "Howard". */
static const char *const kept_words[] = {"bancorp", "bancorporation", "bancshares", "trust"};

/* Places that companies are named after; alone they are the place. */
static const char *const places[] = {
    "new york", "new jersey", "new mexico", "new england", "new orleans", "new zealand", "north carolina", "south carolina", "north dakota", "south dakota",
    "west virginia", "rhode island", "los angeles", "las vegas", "san francisco", "san diego", "san antonio", "san jose", "st louis", "park city",
    "salt lake", "salt lake city", "long island", "hong kong", "south africa", "south korea", "saudi arabia", "united states", "united kingdom", "great britain",
    "puerto rico", "costa rica", "middle east", "latin america", "north america", "south america", "el paso", "santa fe", "fort worth", "silicon valley",
    "wall street", "washington", "carolina", "virginia", "georgia", "florida", "texas", "california", "albany", "brunswick", "suffolk", "essex", "norfolk",
    "sussex", "lancaster", "bristol", "cambridge", "oxford", "plymouth", "princeton", "wellesley", "melrose", "hanover", "copa", "brazil", "china", "india",
    "japan", "mexico", "israel", "russia", "turkey", "america", "europe", "asia", "africa", "australia", "canada", "britain", "england", "ireland", "scotland",
};

/* Of those, the ones that beside a word in running text show that it is a company. */
static const char *const company_words[] = {
    "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "plc", "group", "holdings", "ag", "sa", "nv", "llc", "bancorp",
};

/* What is said of a company or its paper; beside a doubtful name, or anywhere in a text with a bare symbol. */
static const char *const market_words[] = {
    "shares", "share", "stock", "stocks", "earnings", "revenue", "revenues", "profit", "profits", "ceo", "cfo", "dividend", "guidance", "eps", "ipo",
    "analyst", "analysts", "investors", "shareholders", "nasdaq", "nyse", "quarterly", "upgrade", "upgraded", "downgrade", "downgraded", "bullish",
    "bearish", "calls", "puts", "long", "short", "buyback", "valuation", "acquires", "acquisition", "merger", "trading", "traders", "price target",
    "rallies", "rally", "plunges", "surges", "soars", "tumbles", "outperform", "overweight", "underweight", "etf",
};

static const char *const exchanges[] = {
    "nyse", "nasdaq", "nasdaqgs", "nasdaqgm", "nasdaqcm", "amex", "nysearca", "nyseamerican", "arca", "bats", "cboe", "otc", "otcmkts", "otcqx", "otcqb",
    "lse", "lon", "tsx", "tsxv", "tse", "tyo", "hkex", "hkg", "asx", "fra", "etr", "xetra", "epa", "euronext", "six", "bme", "nse", "bse",
};

/* Capitals that name something else than a company in most texts. */
static const char *const stop_symbols[] = {
    "CEO", "CFO", "COO", "CTO", "CIO", "IPO", "ETF", "EPS", "FDA", "SEC", "GDP", "CPI", "PPI", "PMI", "ISM", "FED", "ECB", "IMF", "USA", "USD", "EUR", "GBP",
    "JPY", "YTD", "QOQ", "YOY", "MOM", "ATH", "EOD", "EST", "EDT", "PST", "UTC", "GMT", "DVD", "USB", "LCD", "LED", "HDTV", "GPS", "CPU", "RAM", "ROM", "FAQ",
    "NBA", "NFL", "MLB", "NHL", "CIA", "FBI", "IRS", "EPA", "NYC", "LOL", "OMG", "WTF", "BTW", "IMO", "FYI", "DIY", "VIP", "MVP", "CEOS", "ETFS", "WTI", "OPEC",
    "NATO", "ROI", "ROE", "EBIT", "EBITDA", "GAAP", "FOMC", "QQE", "VIX", "REIT", "SPAC", "ESG", "CNN", "BBC", "NBC", "ABC", "CBS", "CNBC", "PBS", "HBO", "USSR",
    "AIDS", "HIV", "DNA", "TNT", "PHD", "MBA", "ATM", "PIN", "SIM", "SMS", "URL", "PDF", "MP3", "JPEG", "GOP", "DEM", "DOJ", "DOE", "DOD", "FTC", "FCC", "FAA",
    "NASA", "WHO", "CDC", "IPOS", "LLC", "INC", "LTD", "PLC", "AKA", "ASAP", "TBA", "TBD", "CGI", "SUV", "CAD", "AUD",
};

#endif
