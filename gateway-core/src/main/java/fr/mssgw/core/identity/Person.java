package fr.mssgw.core.identity;

/** A professional known individually: every action in a BAL is traced to one (REF2 §5.1 [2]). */
public record Person(String name, Rpps rpps) {}
