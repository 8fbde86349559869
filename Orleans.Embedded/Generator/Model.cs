using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Orleans.Embedded.Generator;

/// <summary>A list that compares by content, as incremental generators need it.</summary>
sealed class Items<T>(IEnumerable<T> items) : IEquatable<Items<T>>
    where T : IEquatable<T>
{
    public T[] Array { get; } = items.ToArray();

    public bool Equals(Items<T>? other) => other is not null && Array.SequenceEqual(other.Array);

    public override bool Equals(object? obj) => Equals(obj as Items<T>);

    public override int GetHashCode() => Array.Aggregate(17, static (hash, item) => unchecked((hash * 31) + item.GetHashCode()));
}

sealed record Parameter(string Type, string PlainType, bool IsToken);

sealed record Method(
    string Name, string DeclaringType, string ReturnType, string ResultType, ReturnKind Kind, Items<Parameter> Parameters, string Options, bool OneWay, string? Timeout);

enum ReturnKind
{
    Void,
    Task,
    TaskOf,
    ValueTask,
    ValueTaskOf,
}

sealed record Problem(DiagnosticDescriptor Descriptor, Location? Location, string First, string Second);

/// <summary>What is generated for one type: a proxy for an interface, a registration for a class.</summary>
sealed record GrainModel(string FullName, string SafeName, bool IsInterface, Items<Method> Methods, Items<Problem> Problems);
