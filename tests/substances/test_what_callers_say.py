"""What callers call it in 2026, as they say it and as it is typed in a hurry: each leads to its entry before any other.

Collected as a counselor hears it: brands, street names, shop names, imprints on pills, whole phrases; read through by hand once.
What comes first here has to stay first; what two entries share is found at both; what names no entry is not guessed at.
"""

import pytest

from intake.substances.rules import load_catalogue, search

CATALOGUE = load_catalogue()

CALLED = {
    "clonazepam": (
        "K-pins, kpins, kpens, k-pens, klonnies, clonnies, clonopins, klonipins, clonapin, klonopen, "
        "clonazapan, rivotril, klonopins 1mg, two klonopins and a bottle of wine, kpin 2s, klonipan, "
        "clonipin, klonapine, my moms klonopin"
    ),
    "alprazolam": (
        "bars, zannies, xans, zanny bars, green hulks, hulks, xanny, xan, zanies, xanies, 2mg xanax bars, "
        "blue xanax footballs, S903, farmapram, farmies, xanex bars, zanex, alprazalom, xanax from the street"
    ),
    "lorazepam": "ativan, adivan, lorazapam, lorazipan, lorazepan, she takes his ativan, loreev",
    "diazepam": "valium, vallium, diazapan",
    "temazepam": "restoril, temazapan, temazepams",
    "chlordiazepoxide": "librium",
    "oxazepam": "serax",
    "triazolam": "halcion, halcyon",
    "clorazepate": "tranxene",
    "bromazepam": "bromazepam, lexotan",
    "flunitrazepam": "forget me pills, roofies, rohypnol",
    "benzodiazepine_unknown": "designer benzos, research benzos, street benzos, benzos, nerve pills, anxiety meds, downers",
    "etizolam": "etizolam, etizzolam",
    "bromazolam": "bromazolam, bromaz, fake xanax, pressed bars, bromazolan",
    "flubromazolam": "flubromazolan",
    "clonazolam": "clonazolam",
    "flualprazolam": "flualprazolam",
    "counterfeit_benzodiazepine": "pressies",
    "zolpidem": "Ambien, ambiens, ambian, a-minus, zombie pills, ambein, ambiem, zolpidum",
    "zaleplon": "sonata",
    "eszopiclone": "lunesta, lunestra",
    "phenobarbital": "phenobarb, phenobarbitol",
    "butalbital": "Fioricet, fioracet, fiorinal, butalbital",
    "gabapentin": (
        "gabbies, gabby, gabbys, gabas, gabapentin 800s, johnnies, morontin, neurotin, gabapenton, gabapetin, "
        "gaba, gabapentin and xanax"
    ),
    "pregabalin": "Lyrica, lyricas, lirica, budweisers",
    "phenibut": "phenibut, fenibut, phenebut, phenny",
    "carisoprodol": "soma, somas",
    "cyclobenzaprine": "flexeril",
    "methocarbamol": "robaxin",
    "tizanidine": "zanaflex, tizanidine",
    "baclofen": "baclofen",
    "ghb": "GHB, G, gina, xyrem, liquid G",
    "diphenhydramine": "benadryl, benadril",
    "metaxalone": "skelaxin",
    "sleeping_pill_unknown": "sleeping pills",
    "gbl": "GBL",
    "muscle_relaxant_unknown": "muscle relaxers",
    "heroin": "china white, heroin, smack, H, boy, dope, black tar, brown",
    "fentanyl": (
        "blues, fetty, fetti, fent, fenty, fentynol, fentanol, fentynil, fentenyl, blues with fent, fentonal, "
        "fentinol, meth and fent, fentynall"
    ),
    "counterfeit_pill": "perc 30s, M30, m-30s, 30s, dirty 30s, M 30, blue M30s",
    "carfentanil": "carfent, carfentanyl, carfentinol",
    "nitazenes": (
        "nitazenes, nitazine, zenes, isotonitazene, iso, tony, pyro, protonitazene, metonitazene, N-desethyl "
        "isotonitazene, N-pyrrolidino, nitazine pills"
    ),
    "oxycodone": (
        "perc 10s, percs, perks, perk 30, oxys, oxy 30s, roxies, roxys, roxi, oxycontin 80, OC, percocets, "
        "percosets, percasets, percocet 10s, oxycotton, percoset, percacet, oxycotine, oxicotin"
    ),
    "hydrocodone": "norcos, vikes, vics, hydros, lortabs, tabs 10, hydrocodones, vicodins, narco, vicoprofin",
    "morphine": "morphine, ms contin, morphene",
    "codeine": (
        "lean, purple drank, sizzurp, dirty sprite, cough syrup with codeine, promethazine codeine, tylenol "
        "3, T3s, tylenol 3s, tylenol with codeine, tylenol threes"
    ),
    "codeine_with_butalbital": "fioricet with codeine, fiorinal with codeine, butalbital with codeine",
    "codeine_with_carisoprodol": "soma with codeine, soma compound with codeine",
    "hydromorphone": "dilaudid, dillies, dalaudid",
    "oxymorphone": "opana",
    "methadone": "methadone, methadone clinic, done, methadose, dolophine, methadon",
    "buprenorphine": (
        "Suboxone strips, suboxone, subs, sub strips, strips, saboxin, suboxin, subutex, subbies, bupe, "
        "sublocade shot, sublocade, brixadi, zubsolv, belbuca, butrans, soboxone, subox, bupenorphine, "
        "buprinorphine"
    ),
    "tramadol": "tramadol, trammies, ultram, tramadole",
    "tapentadol": "nucynta",
    "sufentanil": "sufentanil",
    "desomorphine": "krokodil",
    "brorphine": "brorphine",
    "opioid_unknown": "pain pills, pain killers",
    "tianeptine": ("tianeptine, tia, ZaZa, za za red, zaza, tianna, neptunes fix, neptune's fix, pegasus, tianeptin, tiana"),
    "kratom": (
        "kratom, kratom shots, kratom extract, feel free, feel free tonic, botanic tonics, OPMS, MIT 45, "
        "krypton kratom, kratom and xanax, kratum, creatom, cratum"
    ),
    "seven_hydroxymitragynine": (
        "7-OH, 7 oh, 7OH tablets, seven oh, 7-hydroxy, 7ohmz, seven O H, 7 hydroxy, 7hydroxymitragynine, hydroxymitragynine"
    ),
    "loperamide": "imodium",
    "mitragynine_pseudoindoxyl": "pseudoindoxyl",
    "xylazine": "tranq, trank, zombie drug, sleep cut, xylozine, zylozine",
    "medetomidine": "dex, medetomidine, mede, rhino tranq",
    "speedball": "speedball",
    "tranq_dope": "tranq dope",
    "benzo_dope": "benzo dope",
    "goofball": "goofball",
    "pink_cocaine": "tusi, pink cocaine, tucibi",
    "cychlorphine": "cychlorphine",
    "sr_17018": "SR-17018, sr17",
    "alcohol": (
        "vodka handles, handle of vodka, handles of vodka, a handle a day, White Claw, white claws, seltzers, "
        "hard seltzer, twisted tea, four loko, fireball, nips, shooters, airplane bottles, natty light, bud "
        "light, 30 pack, box wine, whiskey, steel reserve, malt liquor, 40s, tallboys, mad dog, buzzballz, "
        "high noon, trulys, modelo, hennessy, alochol, achohol, drinking, liqour, vodca, tequilla shots, "
        "beers, a fifth of vodka, pint of whiskey, bottle of wine a night, six pack of beer, 24 pack of bud "
        "light"
    ),
    "non_beverage_alcohol": "mouthwash, hand sanitizer, rubbing alcohol",
    "cannabis": "weed, za, gas, mariuana, ganja, marajuna",
    "cannabis_concentrate": "thc vape, thc pen, dab pen, dabs, carts, wax pens",
    "delta_8_thc": "delta-8, delta 8, delta-9, delta 10, THCA, HHC, delta 8 gummies, delta eight",
    "synthetic_cannabinoids": "K2, spice, k2 spice, deuce",
    "cannabis_edible": "edibles, gummies",
    "cannabidiol": "CBD",
    "cocaine": "coke, blow, yayo, cocain",
    "crack_cocaine": "crack, hard, crack rocks",
    "methamphetamine": "meth, ice, tina, clear, shards, go fast, metamphetamine, crystal meth, cristal meth",
    "amphetamine": "addies, adderall, addys, addy 30s, adderral, aderol",
    "lisdexamfetamine": "vyvanse, vyvance",
    "methylphenidate": "ritalin, concerta, riddlin, ridalin",
    "mdma": "molly, mollys, ecstasy, x pills",
    "synthetic_cathinones": "bath salts",
    "modafinil": "modafinil",
    "alpha_pvp": "flakka",
    "lsd": "acid",
    "psilocybin": "shrooms, mushroom gummies, diamond shruumz, magic mushroom chocolate",
    "dmt": "DMT, ayahuasca",
    "amanita": "amanita gummies",
    "pcp": "PCP, sherm, angel dust, wet",
    "ketamine": "ket, special k, k hole, ketamine lozenges, troches, ketamine nasal spray, spravato, esketamine",
    "dextromethorphan": "DXM, robo, robotripping, triple c, coricidin",
    "nitrous_oxide": "whippets, whip its, galaxy gas, nitrous, nangs",
    "duster": "duster, air duster, computer duster",
    "poppers": "poppers",
    "kava": "kava",
    "clonidine": "clonidine",
    "quetiapine": "seroquel",
    "bupropion": "wellbutrin",
    "hydroxyzine": "vistaril",
    "nicotine_vape": "vape, juul, zyn, zyns, nicotine pouches",
    "smokeless_tobacco": "dip",
    "unknown_pill": "pills",
}
SHARED = {
    "blues": {"fentanyl", "counterfeit_pill"},
    "30s": {"counterfeit_pill", "oxycodone"},
    "perc 30s": {"counterfeit_pill", "oxycodone"},
    "tranq dope": {"tranq_dope", "xylazine"},
    "dex": {"medetomidine", "dextromethorphan"},
    "gas": {"volatile_solvents", "cannabis"},
    "mushroom gummies": {"psilocybin", "amanita"},
    "anxiety meds": {"benzodiazepine_unknown", "unknown_pill"},
    "cough syrup with codeine": {"codeine", "dextromethorphan"},
    "meth and fent": {"methamphetamine", "fentanyl"},
    "two klonopins and a bottle of wine": {"clonazepam", "alcohol"},
}
NOT_GUESSED = (
    "trazadone", "Vivitrol", "narcan", "clozapine", "clozapin", "1", "he can't handle it", "she walks barefoot", "yours truly",
    "a press release", "he is in his 30s", "took shots at him", "his G friend",
)  # fmt: skip
EACH = [pytest.param(text, code, id=text) for code, texts in CALLED.items() for text in texts.split(", ")]


def _codes(text: str) -> list[str]:
    return [hit.entry.code for hit in search(CATALOGUE, text)]


def test_there_are_more_than_enough_to_mean_something() -> None:
    assert len(EACH) > 400
    assert len(CATALOGUE.entries) >= 150


@pytest.mark.parametrize(("text", "code"), EACH)
def test_what_a_caller_says_comes_first(text: str, code: str) -> None:
    assert _codes(text)[:1] == [code]


@pytest.mark.parametrize("text", SHARED)
def test_what_two_bear_is_found_at_both(text: str) -> None:
    assert set(_codes(text)) >= SHARED[text]


@pytest.mark.parametrize("text", NOT_GUESSED)
def test_what_names_no_entry_is_not_guessed_at(text: str) -> None:
    assert _codes(text) == []
