//! The program as its users see it: what it prints, what it says when something is wrong, how it exits.

mod batch;
mod commands;
mod compounds;
mod errors;
mod examples;
mod forms;
mod indexing;
mod kwic;
mod order;
mod phrases;
mod schema;
mod streams;
mod workspace;
