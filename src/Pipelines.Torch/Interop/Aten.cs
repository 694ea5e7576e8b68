using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>
/// libtorch's own operators, by the literal <c>name.overload</c>: <c>aten("add.Tensor", left, right)</c>. A literal is one object
/// for the life of the program, so an operator is found by its address, in a few nanoseconds.
/// </summary>
internal static class Aten
{
    private sealed record Entry(string Literal, Op Op);

    private static readonly Lock writing = new();
    private static Entry?[] table = new Entry?[2048]; // a power of two, at most half full
    private static int count;

    public static Op Of(string literal)
    {
        var entries = table;
        for (var i = RuntimeHelpers.GetHashCode(literal); ; i++)
        {
            if (entries[i & (entries.Length - 1)] is not { } entry) return Add(literal);
            if (ReferenceEquals(entry.Literal, literal)) return entry.Op;
        }
    }

    private static Op Add(string literal)
    {
        var (name, overload) = literal.IndexOf('.') is var dot and >= 0 ? (literal[..dot], literal[(dot + 1)..]) : (literal, "");
        var entry = new Entry(literal, Op.Get("aten", name, overload));
        lock (writing)
        {
            var entries = table;
            if (++count * 2 > entries.Length)
            {
                entries = new Entry?[entries.Length * 2];
                foreach (var known in table) if (known is not null) Insert(entries, known);
            }
            Insert(entries, entry);
            table = entries;
        }
        return entry.Op;
    }

    private static void Insert(Entry?[] entries, Entry entry)
    {
        var i = RuntimeHelpers.GetHashCode(entry.Literal);
        while (entries[i & (entries.Length - 1)] is not null) i++;
        entries[i & (entries.Length - 1)] = entry;
    }

    /// <summary>Calls the operator and returns its tensor.</summary>
    /// <exception cref="ExternalException">libtorch refuses the arguments; the message is one line.</exception>
    public static Tensor aten(string op, params ReadOnlySpan<Arg> args) => Of(op).Call(args);

    /// <summary>Calls the operator for its effect, and returns the tensor that it changed.</summary>
    public static Tensor inplace(string op, Tensor changed, params ReadOnlySpan<Arg> others)
    {
        var args = new ArgBuffer();
        args[0] = changed;
        others.CopyTo(args[1..]);
        Of(op).Run(args[..(others.Length + 1)]);
        return changed;
    }

    public static (Tensor, Tensor) pair(string op, params ReadOnlySpan<Arg> args) => Of(op).CallPair(args);

    public static (Tensor, Tensor, Tensor) triple(string op, params ReadOnlySpan<Arg> args) => Of(op).CallTriple(args);

    public static Tensor[] many(string op, params ReadOnlySpan<Arg> args) => Of(op).CallMany(args);

    public static bool truth(string op, params ReadOnlySpan<Arg> args) => Of(op).CallValue(args).Int != 0;

    public static long integer(string op, params ReadOnlySpan<Arg> args) => Of(op).CallValue(args).Int;

    [InlineArray(12)]
    private struct ArgBuffer
    {
        private Arg first;
    }
}
