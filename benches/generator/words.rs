//! The generator's own words, written for it: what sentences about policy are made of.

/// Function words and the like, most frequent first: their frequency falls with their place.
pub const FUNCTION_WORDS: &str = "de van het een in en is dat op te voor met zijn er aan die niet ook om als door \
    naar bij deze wordt werd of uit over nog dan heeft worden tot aan wat hebben kan zal maar meer ik we dit hoe \
    welke moet zij hij zich na onder waar tussen kunnen al geen zo welk tegen binnen hun reeds wel zoals daarbij \
    volgens per indien omdat zowel daarnaast echter alsook momenteel jaarlijks hierover hiervoor waarbij waarvan \
    tijdens sinds zonder beide elke alle andere enkele sommige veel minder vooral steeds opnieuw immers bijgevolg \
    eveneens inmiddels vandaag daarom hiermee bovendien namelijk telkens enkel ongeveer minstens maximaal";

/// Fixed expressions, so that phrases of frequent words occur.
pub const EXPRESSIONS: [&str; 40] = [
    "in het kader van de",
    "op basis van de",
    "met betrekking tot het",
    "de bevoegde minister",
    "in antwoord op deze vraag",
    "zo ja",
    "zo neen",
    "kan de minister meedelen",
    "hoeveel aanvragen werden er ingediend",
    "op korte termijn",
    "ten opzichte van vorig jaar",
    "in overleg met de sector",
    "de lokale besturen",
    "het voorbije jaar",
    "vanaf volgend jaar",
    "een overzicht per provincie",
    "per jaar en per gemeente",
    "de nodige maatregelen",
    "aan de hand van",
    "in functie van",
    "op het vlak van",
    "naar aanleiding van",
    "de stand van zaken",
    "de beschikbare middelen",
    "op dit moment",
    "binnen de perken van het budget",
    "het decreet bepaalt dat",
    "de administratie beschikt niet over",
    "wordt momenteel onderzocht",
    "zal worden geëvalueerd",
    "in de loop van",
    "de betrokken diensten",
    "het aantal aanvragen",
    "de evolutie van het aantal",
    "de Vlaamse Regering",
    "samen met de partners",
    "een antwoord op de vraag",
    "in de periode van",
    "met het oog op",
    "ter zake",
];

/// Nouns with what links them to the next part of a compound, and their plural: `noun link plural`.
pub const NOUNS: &str = "arbeid s -|woning - woningen|school - scholen|gemeente - gemeenten|verkeer s -|water - -|energie - -|\
    zorg - -|onderwijs - -|landbouw - -|milieu - -|jeugd - -|cultuur - culturen|sport - sporten|bedrijf s bedrijven|\
    subsidie - subsidies|vergunning s vergunningen|controle - controles|inspectie - inspecties|toezicht s -|handhaving s -|\
    personeel s -|leerling en leerlingen|leerkracht en leerkrachten|student en studenten|kind er kinderen|gezin s gezinnen|\
    jongere n jongeren|oudere n ouderen|werknemer s werknemers|werkgever s werkgevers|werkzoekende n werkzoekenden|\
    opleiding s opleidingen|vorming s vormingen|begeleiding s -|bemiddeling s -|diploma - diploma's|stage - stages|\
    maatwerk - -|dienst en diensten|welzijn s -|armoede - -|gezondheid s -|ziekenhuis - ziekenhuizen|verpleging s -|\
    preventie - -|vaccin - vaccins|medicijn - medicijnen|patiënt en patiënten|handicap - -|hulp - -|opvang - -|crèche - crèches|\
    huur - -|koop - -|bouw - -|grond - gronden|ruimte - ruimten|omgeving s -|natuur - -|bos - bossen|rivier - rivieren|\
    kanaal - kanalen|haven - havens|kust - kusten|dijk - dijken|overstroming s overstromingen|droogte - -|klimaat - -|\
    lucht - -|geluid s geluiden|afval - -|plastic - -|bodem - bodems|stikstof - -|uitstoot - -|vervuiling s -|riool - riolen|\
    fiets - fietsen|auto - auto's|bus - bussen|tram - trams|trein - treinen|spoor - sporen|weg en wegen|brug - bruggen|\
    tunnel - tunnels|parking - parkings|snelheid s snelheden|ongeval s ongevallen|veiligheid s -|politie - -|brand - branden|\
    justitie - -|rechtbank - rechtbanken|straf - straffen|gevangenis - gevangenissen|slachtoffer - slachtoffers|\
    asiel - -|migratie - -|integratie - -|inburgering s -|taal - talen|nationaliteit s nationaliteiten|\
    belasting - belastingen|begroting s begrotingen|budget - budgetten|fonds en fondsen|lening - leningen|premie - premies|\
    toelage - toelagen|korting s kortingen|tarief - tarieven|factuur - facturen|schuld - schulden|pensioen - pensioenen|\
    loon - lonen|kosten - -|investering s investeringen|markt - markten|handel s -|export - -|toerisme - -|hotel - hotels|\
    museum - musea|bibliotheek - bibliotheken|erfgoed - -|monument en monumenten|kunst en kunsten|muziek - -|theater - theaters|\
    media - -|omroep - omroepen|internet - -|data - -|privacy - -|software - -|netwerk - netwerken|telefoon - telefoons|\
    onderzoek s onderzoeken|innovatie - innovaties|universiteit s universiteiten|hogeschool - hogescholen|kennis - -|\
    dier en dieren|vee - -|varken s varkens|rund er runderen|kip pen kippen|vis - vissen|visserij - -|voedsel - -|gewas - gewassen|\
    zaad - zaden|meststof - meststoffen|pesticide - pesticiden|landschap s landschappen|platteland s -|stad s steden|dorp s dorpen|\
    wijk - wijken|buurt - buurten|bewoner s bewoners|burger - burgers|vereniging s verenigingen|vrijwilliger s vrijwilligers|\
    organisatie - organisaties|overheid s overheden|agentschap s agentschappen|commissie - commissies|raad s raden|verkiezing s verkiezingen|\
    partij - partijen|kabinet s kabinetten|beleid s -|plan - plannen|doel - doelen|project - projecten|actie - acties|\
    maatregel - maatregelen|regel - regels|wet - wetten|decreet - decreten|besluit - besluiten|advies - adviezen|rapport - rapporten|\
    cijfer - cijfers|statistiek - statistieken|meting s metingen|kwaliteit s -|norm - normen|label - labels|certificaat - certificaten|\
    dossier - dossiers|aanvraag - aanvragen|klacht en klachten|procedure - procedures|termijn - termijnen|wachtlijst - wachtlijsten|\
    contract - contracten|aanbesteding s aanbestedingen|leverancier s leveranciers|product - producten|grondstof - grondstoffen|\
    zon ne -|wind - -|gas - -|stroom - stromen|batterij - batterijen|verwarming s -|isolatie - -|ketel - ketels|renovatie - renovaties";

/// Verbs in the forms that documents use: infinitive, present, participle.
pub const VERBS: &str = "onderzoeken onderzoekt onderzocht|bepalen bepaalt bepaald|verlenen verleent verleend|uitvoeren voert uitgevoerd|\
    ondersteunen ondersteunt ondersteund|opvolgen volgt opgevolgd|evalueren evalueert geëvalueerd|verhogen verhoogt verhoogd|\
    verminderen vermindert verminderd|aanpassen past aangepast|toekennen kent toegekend|weigeren weigert geweigerd|\
    indienen dient ingediend|behandelen behandelt behandeld|controleren controleert gecontroleerd|vaststellen stelt vastgesteld|\
    organiseren organiseert georganiseerd|financieren financiert gefinancierd|subsidiëren subsidieert gesubsidieerd|\
    begeleiden begeleidt begeleid|opleiden leidt opgeleid|bouwen bouwt gebouwd|renoveren renoveert gerenoveerd|meten meet gemeten|\
    registreren registreert geregistreerd|publiceren publiceert gepubliceerd|overleggen overlegt overlegd|plannen plant gepland|\
    voorzien voorziet voorzien|vragen vraagt gevraagd|antwoorden antwoordt geantwoord|beslissen beslist beslist|starten start gestart|\
    stijgen stijgt gestegen|dalen daalt gedaald|ontvangen ontvangt ontvangen|betalen betaalt betaald|besteden besteedt besteed|\
    beschermen beschermt beschermd|voorkomen voorkomt voorkomen|bereiken bereikt bereikt|werken werkt gewerkt|geven geeft gegeven";

/// Adjectives, with and without ending.
pub const ADJECTIVES: &str = "lokaal lokale|regionaal regionale|sociaal sociale|economisch economische|openbaar openbare|digitaal digitale|\
    duurzaam duurzame|nieuw nieuwe|bestaand bestaande|jaarlijks jaarlijkse|extra extra|gemiddeld gemiddelde|totaal totale|\
    wettelijk wettelijke|structureel structurele|tijdelijk tijdelijke|kwetsbaar kwetsbare|landelijk landelijke|stedelijk stedelijke|\
    medisch medische|technisch technische|financieel financiële|administratief administratieve|Vlaams Vlaamse|Europees Europese|\
    federaal federale|internationaal internationale|jong jonge|oud oude|groot grote|klein kleine|hoog hoge|laag lage|snel snelle|\
    veilig veilige|gezond gezonde|groen groene|schoon schone|privaat private|gericht gerichte|concreet concrete|vrij vrije";

/// Syllables that names and rare words are made of.
pub const SYLLABLES: &str = "ba be bo bra cor da del den dor du el en er fa fen ga gen gra ha hel her hof in ja jan ka kel ken kor la lan \
    lem len lo lu ma mar mee men mol na nel no ol on oord pa pel per ra rem ren rik ro sa schel sel ser son ta ten ter til tor \
    va van veld ver vin vo wa wel wij wou za zel zen zil";

/// The ministers of the made-up government, with their portfolios.
pub const MINISTERS: [(&str, &str); 9] = [
    ("Aline Verbeke", "Vlaams minister van Wonen, Energie en Klimaat"),
    ("Bram Oosterlinck", "Vlaams minister van Onderwijs, Sport en Dierenwelzijn"),
    ("Carla Demeulder", "Vlaams minister van Werk, Economie en Innovatie"),
    ("Dirk Haverals", "Vlaams minister van Mobiliteit en Openbare Werken"),
    ("Elke Rombouts", "Vlaams minister van Welzijn, Volksgezondheid en Gezin"),
    ("Farid Lenaerts", "Vlaams minister van Binnenlands Bestuur en Inburgering"),
    ("Greet Van Outryve", "Vlaams minister van Omgeving, Natuur en Landbouw"),
    ("Hans Desmedt", "Vlaams minister van Begroting en Financiën"),
    ("Inge Waterschoot", "Vlaams minister van Cultuur, Jeugd en Media"),
];

/// Made-up parties.
pub const PARTIES: [&str; 6] =
    ["Dorpsbelang", "Nieuw Midden", "Groene Lijst", "Stadspartij", "Kustunie", "Vooruitgang"];
