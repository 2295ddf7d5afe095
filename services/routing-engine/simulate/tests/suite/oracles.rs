//! The core against theory, and broken cores against the same rows. `switchboard routing oracles --long` takes minutes instead.

use routing_simulate::oracle::{self, Fault, MUTATIONS, Size};

/// Looked at once and then kept: with a right core any other would do as well, in 998 of 1,000 cases.
const SEED: u64 = 1;

#[test]
fn the_core_is_what_theory_says() {
    let verdict = oracle::run(Size::SHORT, SEED).unwrap();
    assert!(verdict.rows >= 30 && verdict.findings.len() > 100);
    assert!(verdict.passed, "{}", verdict.text());
}

#[test]
fn every_broken_core_is_refuted() {
    for mutation in &MUTATIONS {
        let verdict = oracle::run_mutated(mutation, Size::SHORT, SEED).unwrap();
        assert!(!verdict.passed, "{:?} was not seen: {}", mutation.kind, verdict.text());
    }
}

#[test]
fn a_wrong_rate_is_refuted() {
    // Handle times three in a hundred too long, in the world instead of the core.
    let mut findings = Vec::new();
    for row in oracle::rows(Size::SHORT).iter().filter(|row| ["C1", "A2", "B.10"].contains(&row.id)) {
        let mut plan = row.plan(SEED).unwrap();
        plan.agents.iter_mut().for_each(|agent| agent.speed = 1.0 / 1.03);
        let shard = plan.shard();
        findings.extend(oracle::examine(row, &plan, |_| shard.clone()).unwrap());
    }
    assert!(!oracle::judge(findings).passed);
}

#[test]
fn the_judge_passes_luck_and_refutes_bias() {
    let row = &oracle::rows(Size::SHORT)[0];
    let plan = row.plan(SEED).unwrap();
    let shard = plan.shard();
    let mut findings = oracle::examine(row, &plan, |_| shard.clone()).unwrap();
    assert!(oracle::judge(findings.clone()).passed);
    for finding in &mut findings {
        (finding.deviate, finding.p) = (1.5, 0.13);
    }
    // Once it is luck, thirty times in the same direction it is not.
    assert!(oracle::judge(findings.clone()).passed);
    let many: Vec<_> = (0..100).flat_map(|_| findings.clone()).collect();
    assert!(!oracle::judge(many).passed);
}

#[test]
fn the_faults_are_told_apart_by_name() {
    assert!(MUTATIONS.iter().any(|mutation| mutation.kind == Fault::LastComeFirstServed));
    assert!(MUTATIONS.iter().all(|mutation| !mutation.rows.is_empty()));
    let known: Vec<_> = oracle::rows(Size::SHORT).iter().map(|row| row.id).collect();
    assert!(MUTATIONS.iter().flat_map(|mutation| mutation.rows).all(|row| known.contains(row)));
}
