//! Long vectors that are used again: a query needs several of a value a document, and to ask the system for their
//! pages anew each time costs as much as filling them.
//!
//! A [`Reused`] vector comes empty from those that the thread has put aside and goes back when it is dropped.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use std::thread::LocalKey;

/// Shorter vectors cost nothing to make anew.
const LONG: usize = 1 << 12;
/// Longer ones would keep too much memory.
const LONGEST: usize = 1 << 20;
/// So many of a type are kept.
const KEPT: usize = 12;

/// What a thread has put aside.
type Pool<T> = RefCell<Vec<Vec<T>>>;

/// Values that vectors are used again of.
pub(super) trait Pooled: Sized + 'static {
    /// Where they are kept.
    fn pool() -> &'static LocalKey<Pool<Self>>;
}

macro_rules! pooled {
    ($($type:ty),*) => {
        $(impl Pooled for $type {
            fn pool() -> &'static LocalKey<Pool<Self>> {
                thread_local!(static POOL: Pool<$type> = const { RefCell::new(Vec::new()) });
                &POOL
            }
        })*
    };
}

pooled!(u8, u32, f32, super::places::Place, (u32, u32));

/// A vector that was used before and will be again.
#[derive(Debug, PartialEq)]
pub(super) struct Reused<T: Pooled>(Vec<T>);

impl<T: Pooled> Reused<T> {
    /// An empty one, as long as any that is at hand. What is short is better made with [`Default`].
    pub(super) fn take() -> Self {
        let kept = T::pool().try_with(|pool| pool.borrow_mut().pop());
        Self(kept.ok().flatten().unwrap_or_default())
    }

    /// One of `length` times the value.
    pub(super) fn filled(value: T, length: usize) -> Self
    where
        T: Clone,
    {
        let mut filled = if length < LONG { Self::default() } else { Self::take() };
        filled.resize(length, value);
        filled
    }
}

impl<T: Pooled> Drop for Reused<T> {
    fn drop(&mut self) {
        if !(LONG..=LONGEST).contains(&self.0.capacity()) {
            return;
        }
        let mut vector = std::mem::take(&mut self.0);
        vector.clear();
        // A thread that ends has no pool any more.
        let _ = T::pool().try_with(|pool| {
            let mut pool = pool.borrow_mut();
            if pool.len() < KEPT {
                pool.push(vector);
            }
        });
    }
}

impl<T: Pooled> Default for Reused<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Pooled> From<Vec<T>> for Reused<T> {
    fn from(vector: Vec<T>) -> Self {
        Self(vector)
    }
}

impl<T: Pooled + Clone> Clone for Reused<T> {
    fn clone(&self) -> Self {
        let mut copy = if self.len() < LONG { Self::default() } else { Self::take() };
        copy.extend_from_slice(self);
        copy
    }
}

impl<T: Pooled> Deref for Reused<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T: Pooled> DerefMut for Reused<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<'a, T: Pooled> IntoIterator for &'a Reused<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'a, T: Pooled> IntoIterator for &'a mut Reused<T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_vector_comes_back_empty() {
        let mut first: Reused<u32> = Reused::filled(7, LONG);
        let place = first.as_ptr();
        first.push(1);
        let place = if first.len() == LONG + 1 { first.as_ptr() } else { place };
        drop(first);
        let second = Reused::<u32>::take();
        assert!(second.is_empty());
        assert_eq!(second.as_ptr(), place);
        drop(second);
        drop(Reused::<u32>::from(vec![1; 10]));
        assert_eq!(Reused::<u32>::take().as_ptr(), place, "a short one is not kept");
        assert_eq!(*Reused::filled(3_u32, 5), [3; 5]);
    }
}
