using System.Globalization;
using Pipelines.Formats.Safetensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// What an optimizer remembers of each parameter, to and from a safetensors file: <c>exp_avg.NAME</c> and <c>exp_avg_sq.NAME</c> of AdamW,
/// <c>momentum_buffer.NAME</c> of SGD, for 8-bit AdamW also <c>exp_avg_absmax.NAME</c> and <c>exp_avg_sq_absmax.NAME</c>, and the number of steps in the file's metadata: <c>step</c>, and <c>step.NAME</c> of a parameter
/// that had fewer, such as an expert that no token of some step went to.
/// </summary>
/// <param name="optimizer">the optimizer</param>
/// <param name="parameters">its parameters, in its own order</param>
internal sealed class OptimizerMoments(OptimizerHelper optimizer, IReadOnlyList<(string Name, Parameter Parameter, bool Decays)> parameters)
{
    private const string StepKey = "step";

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    public void Save(string path)
    {
        var most = Steps().Select(entry => entry.Step).DefaultIfEmpty().Max();
        var metadata = new Dictionary<string, string> { [StepKey] = most.ToString(CultureInfo.InvariantCulture) };
        foreach (var (name, step) in Steps())
            if (step < most) metadata[$"{StepKey}.{name}"] = step.ToString(CultureInfo.InvariantCulture);
        var sources = Moments().Select(moment => new SafetensorsSource(moment.Name, TypeOf(moment.Tensor), moment.Tensor.shape, stream =>
        {
            using var host = moment.Tensor.cpu();
            stream.Write(host.bytes);
        }));
        SafetensorsWriter.Write(path, sources, metadata);
    }

    /// <summary>Fills the optimizer from a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="SafetensorsException">the file is damaged</exception>
    /// <exception cref="InvalidDataException">it is of another optimizer or model</exception>
    public void Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        using var _ = no_grad();
        if (optimizer is AdamW8Bit narrow)
            foreach (var (name, state) in narrow.States.Zip(parameters, (state, named) => (named.Name, state))) state.Step = StepOf(name);
        else
            foreach (var (name, state, parameter) in States()) Prepare(name, state, parameter);
        foreach (var (name, moment) in Moments())
        {
            var entry = file.Find(name);
            if (entry is null || entry.Type != TypeOf(moment) || !entry.Shape.SequenceEqual(moment.shape))
                throw new InvalidDataException(
                    $"{path} has {(entry is null ? "no" : $"{entry.Type} [{string.Join(", ", entry.Shape)}] as")} '{name}', "
                    + $"where the optimizer has {TypeOf(moment)} [{string.Join(", ", moment.shape)}]");
            using var host = empty(moment.shape, moment.dtype);
            file.Bytes(entry).CopyTo(host.bytes);
            moment.copy_(host);
        }

        long StepOf(string name) =>
            long.Parse(file.Metadata.GetValueOrDefault($"{StepKey}.{name}", file.Metadata[StepKey]), CultureInfo.InvariantCulture);

        void Prepare(string name, OptimizerState state, Parameter parameter)
        {
            if (state is SGD.State { momentum_buffer: null } sgd && file.Find("momentum_buffer." + name) is not null)
                sgd.momentum_buffer = zeros_like(parameter).DetachFromDisposeScope();
            else if (state is AdamW.State adamw)
                adamw.step = StepOf(name);
        }
    }

    private IEnumerable<(string Name, Tensor Tensor)> Moments()
    {
        if (optimizer is AdamW8Bit narrow)
        {
            foreach (var (name, moments) in narrow.States.Zip(parameters, (state, named) => (named.Name, state.Moments)))
            {
                yield return ("exp_avg." + name, moments.Means);
                yield return ("exp_avg_absmax." + name, moments.MeanScales);
                yield return ("exp_avg_sq." + name, moments.Squares);
                yield return ("exp_avg_sq_absmax." + name, moments.SquareScales);
            }
            yield break;
        }
        foreach (var (name, state, _) in States())
            if (state is AdamW.State adamw)
            {
                yield return ("exp_avg." + name, adamw.exp_avg);
                yield return ("exp_avg_sq." + name, adamw.exp_avg_sq);
            }
            else if (state is SGD.State { momentum_buffer: { } buffer })
            {
                yield return ("momentum_buffer." + name, buffer);
            }
    }

    private IEnumerable<(string Name, long Step)> Steps()
    {
        if (optimizer is AdamW8Bit narrow)
        {
            foreach (var (name, state) in narrow.States.Zip(parameters, (state, named) => (named.Name, state))) yield return (name, state.Step);
            yield break;
        }
        foreach (var (name, state, _) in States())
            if (state is AdamW.State adamw) yield return (name, adamw.step);
    }

    private IEnumerable<(string Name, OptimizerState State, Parameter Parameter)> States() =>
        optimizer.state_dict().State.Zip(parameters, (state, named) => (named.Name, state, named.Parameter));

    private static SafetensorsType TypeOf(Tensor moment) => moment.dtype == ScalarType.Byte ? SafetensorsType.U8 : SafetensorsType.F32;
}
