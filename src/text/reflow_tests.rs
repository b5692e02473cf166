use proptest::prelude::*;

use super::*;

fn flow(text: &str) -> String {
    reflow(text, &PlainJoining)
}

/// A page of invented text, 70 columns wide.
const WRAPPED: &str = "\
In het najaar van vorig jaar heeft de minister een bevraging laten
houden bij de erkende bedrijven, die over hun noden en verwachtingen
gingen. Deze bevraging was gericht aan alle buurtbedrijven, en lokale-
dienstverleners. Het subsidie-
bedrag en de kennis- 
en expertiseopbouw bleven buiten beschouwing, evenals de e-
commerce. Dat blijkt uit een overzicht van
de Vlaamse Regering.
Een nieuwe alinea begint hier.";

#[test]
fn wrapped_lines_become_paragraphs() {
    assert_eq!(
        flow(WRAPPED),
        "In het najaar van vorig jaar heeft de minister een bevraging laten houden bij de erkende bedrijven, die \
         over hun noden en verwachtingen gingen. Deze bevraging was gericht aan alle buurtbedrijven, en \
         lokaledienstverleners. Het subsidiebedrag en de kennis- en expertiseopbouw bleven buiten beschouwing, \
         evenals de e-commerce. Dat blijkt uit een overzicht van de Vlaamse Regering.\nEen nieuwe alinea begint hier."
    );
}

#[test]
fn labels_start_lines() {
    let text = "Graag had ik van de minister een antwoord op de volgende vragen over
het onderwerp van daarnet, waarover in de commissie veel gezegd werd.

1. Hoeveel bedrijven werden in de provincie bevraagd, en hoeveel van
hen werkten mee?
a) Waarom?
b) Wie was er bij, en wie van hen had er ook
werkelijk iets te zeggen?
2.
Wat is het vervolg?
- een punt dat over de rand van de bladzijde heen loopt en dan nog
verder gaat
- een ander";
    assert_eq!(
        flow(text),
        "Graag had ik van de minister een antwoord op de volgende vragen over het onderwerp van daarnet, waarover \
         in de commissie veel gezegd werd.\n\n1. Hoeveel bedrijven werden in de provincie bevraagd, en hoeveel van \
         hen werkten mee?\na) Waarom?\nb) Wie was er bij, en wie van hen had er ook werkelijk iets te zeggen?\n2. Wat \
         is het vervolg?\n- een punt dat over de rand van de bladzijde heen loopt en dan nog verder gaat\n- een ander"
    );
}

#[test]
fn exploded_lines_are_joined_and_tables_kept() {
    let text = "Het loket werd geopend in de maand april en bleef open\nvan \n1 \nmei \ntot \nhet \neinde \nvan \nde \nzomer.\nGemeente\nBedrag\nAalst\n12.000\nGent\n14.000";
    assert_eq!(
        flow(text),
        "Het loket werd geopend in de maand april en bleef open van 1 mei tot het einde van de zomer.\n\
         Gemeente\nBedrag\nAalst\n12.000\nGent\n14.000"
    );
}

#[test]
fn headers_stay_lines() {
    let text = "SCHRIFTELIJKE VRAAG
nr. 12
van AN PEETERS
datum: 3 mei 2019
aan JAN JANSSENS
MINISTER VAN DE VLAAMSE REGERING, BEVOEGD VOOR WONEN, WERKEN EN
ALLES WAT DAAR NOG BIJ HOORT
Wonen  -  Premies
In dit land wonen veel mensen die een premie hebben gekregen en die
hun huis daarmee hebben verbouwd.";
    assert_eq!(
        flow(text),
        "SCHRIFTELIJKE VRAAG\nnr. 12\nvan AN PEETERS\ndatum: 3 mei 2019\naan JAN JANSSENS\nMINISTER VAN DE VLAAMSE \
         REGERING, BEVOEGD VOOR WONEN, WERKEN EN ALLES WAT DAAR NOG BIJ HOORT\nWonen  -  Premies\nIn dit land wonen \
         veel mensen die een premie hebben gekregen en die hun huis daarmee hebben verbouwd."
    );
}

#[test]
fn furniture_is_left_out_of_sentences() {
    let text = "Dit antwoord loopt over twee bladzijden, waarvan de eerste ophoudt
midden in een zin die pas na de voet van de bladzijde, die lang is,
 
ah-tk-1
Blad 3
verder gaat en dan eindigt zoals het hoort, met een punt aan het eind.
Vraag 2
Waarom?
Antwoord 2
Zie het antwoord op vraag
5.
Dat is alles.";
    let furniture = |line: &str| line.starts_with("ah-tk-") || line.starts_with("Blad ");
    assert_eq!(
        reflow_without(text, &PlainJoining, &furniture),
        "Dit antwoord loopt over twee bladzijden, waarvan de eerste ophoudt midden in een zin die pas na de voet van de \
         bladzijde, die lang is, verder gaat en dan eindigt zoals het hoort, met een punt aan het eind.\nVraag \
         2\nWaarom?\nAntwoord 2\nZie het antwoord op vraag 5. Dat is alles."
    );
}

#[test]
fn footnotes_wait_for_the_end_of_the_sentence() {
    let text = "Dit antwoord loopt over twee bladzijden, waarvan de eerste ophoudt in een gevange-
1Krant, 22 oktober, «Een titel»
2Kamerstuk 12 345, nr. 6

ah-tk-1
nispersoneel dat verder gaat en dan eindigt zoals het hoort, met een punt.
Vraag 2";
    let furniture = |line: &str| line.starts_with("ah-tk-");
    assert_eq!(
        reflow_without(text, &PlainJoining, &furniture),
        "Dit antwoord loopt over twee bladzijden, waarvan de eerste ophoudt in een gevangenispersoneel dat verder \
         gaat en dan eindigt zoals het hoort, met een punt.\n1Krant, 22 oktober, «Een titel»\n2Kamerstuk 12 345, nr. \
         6\nVraag 2"
    );
}

#[test]
fn empty_lines_inside_a_sentence_vanish() {
    let text = "- een lang punt over de dienstverlening van alle partners samen,
waaronder vele die al jaren aan de oplossing van het probleem werken

langs de kant van de werknemers en van de werkgevers, en ook elders.

Daarnaast is er nog iets.";
    assert_eq!(
        flow(text),
        "- een lang punt over de dienstverlening van alle partners samen, waaronder vele die al jaren aan de oplossing \
         van het probleem werken langs de kant van de werknemers en van de werkgevers, en ook elders.\n\nDaarnaast is \
         er nog iets."
    );
}

#[test]
fn two_lines_are_enough() {
    assert_eq!(
        flow("1. Hoeveel bedrijven werden in de provincie bevraagd, en hoeveel\nwerkten mee?"),
        "1. Hoeveel bedrijven werden in de provincie bevraagd, en hoeveel werkten mee?"
    );
}

#[test]
fn unwrapped_text_stays() {
    let text = "Een eerste alinea die gewoon op een lange regel staat en dus niet werd afgebroken door een zetter, zoals het hoort.\n\nKort.\nEen tweede alinea, ook lang, die op haar eigen regel staat en die eindigt met een punt zoals elke zin.";
    assert_eq!(flow(text), text);
}

/// Text of words and signs without white space, to compare what went in with what came out.
fn essence(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace() && *char != '-').collect()
}

/// The same for texts whose lines may be moved.
fn sorted(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = essence(text).chars().collect();
    chars.sort_unstable();
    chars
}

proptest! {
    #[test]
    fn footnotes_are_moved_only(
        lines in prop::collection::vec("[a-z]{3} [a-z ]{50,70}|[1-9]Krant, [a-z]{5} [0-9]{1,2}|FOOT|Vraag 3|", 0..14)
    ) {
        let text = lines.join("\n");
        let flowed = reflow_without(&text, &PlainJoining, &|line| line == "FOOT");
        prop_assert_eq!(sorted(&flowed), sorted(&text.replace("FOOT", "")));
    }

    #[test]
    fn no_word_is_lost(text: String) {
        prop_assert_eq!(essence(&flow(&text)), essence(&text));
    }

    #[test]
    fn no_word_is_lost_on_a_page(
        lines in prop::collection::vec("([a-zA-Zé]{1,9}[ ,.;:-]{0,2}){0,12}|[0-9]{1,3}[.)] [a-z ]{0,60}|- [a-z]{3}|Vraag 3|http://a.b/[a-z/]{0,9}", 0..20)
    ) {
        let text = lines.join("\n");
        let once = flow(&text);
        prop_assert_eq!(essence(&once), essence(&text));
        prop_assert!(!once.contains("\n\n\n"));
    }
}
