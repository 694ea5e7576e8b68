using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace Pipelines.Torch;

/// <summary>An operator of libtorch's dispatcher. Looked up by name at its first call; a call converts and checks nothing twice.</summary>
internal sealed unsafe class Op
{
    private const int NoGrad = 1;
    private const int Discard = 2;
    private const int MostOutputs = 8;

    private static readonly ConcurrentDictionary<string, Op> known = new();

    private readonly string name;
    private readonly string overload;
    private nint handle;

    private Op(string name, string overload) => (this.name, this.overload) = (name, overload);

    /// <summary>The operator <c>library::name.overload</c>, e.g. <c>Get("aten", "add", "Tensor")</c>.</summary>
    public static Op Get(string library, string name, string overload = "") =>
        known.GetOrAdd($"{library}::{name}.{overload}", (_, o) => new Op(o.Item1, o.Item2), ($"{library}::{name}", overload));

    /// <summary>Whether libtorch, or a library registered with it, has the operator.</summary>
    public bool Exists => handle != 0 || (handle = Find()) != 0;

    /// <summary>Calls it and returns its one tensor.</summary>
    /// <exception cref="ExternalException">libtorch refuses the arguments; the message is one line.</exception>
    public Tensor Call(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1, 0);
        return Result(result);
    }

    /// <summary>Calls it for its effect.</summary>
    public void Run(params ReadOnlySpan<Arg> args) => Invoke(args, null, 0, Discard);

    /// <summary>Calls it for its effect, out of sight of autograd.</summary>
    public void RunNoGrad(params ReadOnlySpan<Arg> args) => Invoke(args, null, 0, Discard | NoGrad);

    /// <summary>Calls it and returns its list of tensors, or its several tensors.</summary>
    public Tensor[] CallMany(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[MostOutputs];
        var count = Invoke(args, results, MostOutputs, 0);
        if (count == 1 && results->Tag == ValueTag.Tensors) return TakeList(*results);
        var tensors = new Tensor[count];
        for (var i = 0; i < count; i++) tensors[i] = Result(results[i]);
        return tensors;
    }

    /// <summary>Calls it and returns its two tensors.</summary>
    public (Tensor, Tensor) CallPair(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[2];
        Invoke(args, results, 2, 0);
        return (Result(results[0]), Result(results[1]));
    }

    /// <summary>Calls it and returns its three tensors.</summary>
    public (Tensor, Tensor, Tensor) CallTriple(params ReadOnlySpan<Arg> args)
    {
        var results = stackalloc Value[3];
        Invoke(args, results, 3, 0);
        return (Result(results[0]), Result(results[1]), Result(results[2]));
    }

    /// <summary>Calls it and returns its one value: a number, a truth value, or a list that the caller frees.</summary>
    public Value CallValue(params ReadOnlySpan<Arg> args)
    {
        Value result;
        Invoke(args, &result, 1, 0);
        return result;
    }

    private static Tensor Result(in Value value) => value.Tag == ValueTag.Tensor
        ? new Tensor(value.Pointer, kibibytes: value.Count)
        : throw new InvalidOperationException($"the operator returned {value.Tag} where a tensor was expected");

    private static Tensor[] TakeList(in Value list)
    {
        var tensors = new Tensor[list.Count];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = new Tensor(((nint*)list.Pointer)[i]);
        Native.pipelines_free_buffer(list.Pointer);
        return tensors;
    }

    [SkipLocalsInit]
    private int Invoke(ReadOnlySpan<Arg> args, Value* outs, int room, int flags)
    {
        if (handle == 0 && !Exists) throw new NotSupportedException($"this libtorch has no operator {this}");
        var values = stackalloc Value[args.Length];
        var buffer = new ListBuffer(stackalloc long[ListBuffer.Inline]);
        try
        {
            for (var i = 0; i < args.Length; i++)
            {
                values[i] = args[i].Value;
                if (values[i].Tag >= ValueTag.Ints) buffer.Place(args[i], ref values[i]);
            }
            return Native.Check(Native.pipelines_call(handle, values, args.Length, outs, room, flags));
        }
        finally
        {
            buffer.Free();
        }
    }

    private nint Find()
    {
        fixed (byte* n = Encoding.UTF8.GetBytes(name + "\0"), o = Encoding.UTF8.GetBytes(overload + "\0"))
            return Native.pipelines_operator(n, o);
    }

    public override string ToString() => overload.Length == 0 ? name : $"{name}.{overload}";
}
