using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Elements in and out of tensors.</summary>
public sealed class DataAccess
{
    [Fact]
    public void Arrays_of_every_type_come_back()
    {
        Roundtrip<float>([1.5f, -2], ScalarType.Float32);
        Roundtrip<double>([1.5, -2], ScalarType.Float64);
        Roundtrip<long>([1L << 40, -2], ScalarType.Int64);
        Roundtrip<int>([7, -2], ScalarType.Int32);
        Roundtrip<short>([7, -2], ScalarType.Int16);
        Roundtrip<sbyte>([7, -2], ScalarType.Int8);
        Roundtrip<byte>([7, 250], ScalarType.Byte);
        Roundtrip<bool>([true, false], ScalarType.Bool);
        Roundtrip<Half>([(Half)0.5, (Half)7], ScalarType.Float16);
        Roundtrip<BFloat16>([(BFloat16)0.5f, (BFloat16)7f], ScalarType.BFloat16);

        static void Roundtrip<T>(T[] values, ScalarType type) where T : unmanaged
        {
            using var made = from_array(values);
            made.dtype.ShouldBe(type);
            made.shape.ShouldBe([2]);
            made.data<T>().ToArray().ShouldBe(values);
            made[1].item<T>().ShouldBe(values[1]);
        }
    }

    [Fact]
    public void Arrays_of_several_dimensions_keep_their_shape()
    {
        using var made = tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } });
        made.shape.ShouldBe([2, 3]);
        made[1, 0].item<float>().ShouldBe(4);
        using var reshaped = tensor(new long[] { 1, 2, 3, 4, 5, 6 }, [3, 2]);
        reshaped[2, 1].item<long>().ShouldBe(6);
        Should.Throw<ArgumentException>(() => tensor(new[] { 1f, 2 }, [3])).Message.ShouldBe("2 values do not fill the shape [3]");
    }

    [Fact]
    public void A_transposed_tensor_is_read_and_written_in_its_own_order()
    {
        using var x = arange(6f).reshape(2, 3);
        using var t = x.t();
        var data = t.data<float>();
        data.ToArray().ShouldBe([0f, 3, 1, 4, 2, 5]);
        data[2, 0].ShouldBe(2);
        data[2, 0] = 20;
        x[0, 2].item<float>().ShouldBe(20);
        data.CopyFrom([9f, 8, 7], tensorIndex: 3);
        t.data<float>().ToArray().ShouldBe([0f, 3, 1, 9, 8, 7]);
        t.data<float>().ShouldBe([0f, 3, 1, 9, 8, 7]);
    }

    [Fact]
    public void The_type_read_is_the_type_held()
    {
        using var x = ones(1, int64);
        Should.Throw<ArgumentException>(() => x.data<float>()).Message.ShouldBe("Single is not compatible with Int64; read it as Int64");
        Should.Throw<ArgumentException>(() => x.item<int>());
        using var two = ones(2);
        Should.Throw<ArgumentException>(() => two.item<float>()).Message.ShouldBe("item() needs one element, not 2");
    }

    [Fact]
    public void An_index_out_of_range_is_refused()
    {
        using var x = ones(2, 3);
        Should.Throw<IndexOutOfRangeException>(() => x.data<float>()[0, 3]);
        Should.Throw<IndexOutOfRangeException>(() => x.data<float>()[6]);
    }

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        using var x = zeros(2, int32);
        x.bytes[4] = 5;
        x.data<int>().ToArray().ShouldBe([0, 5]);
        x.bytes = new byte[] { 1, 0, 0, 0, 2, 0, 0, 0 };
        x.data<int>().ToArray().ShouldBe([1, 2]);
        using var strided = ones(2, 3).t();
        Should.Throw<InvalidOperationException>(() => strided.bytes.Length);
    }

    [Fact]
    public void A_buffer_is_shared_until_the_last_view_is_gone()
    {
        var array = new float[] { 1, 2, 3, 4 };
        using var x = frombuffer(array, float32, 2, offset: 4);
        x.data<float>().ToArray().ShouldBe([2f, 3]);
        array[1] = 20;
        x[0].item<float>().ShouldBe(20);
        x.mul_(2);
        array[2].ShouldBe(6);
        Should.Throw<ArgumentOutOfRangeException>(() => frombuffer(array, float32, 5));
    }

    [Fact]
    public void Bfloat16_rounds_as_PyTorch_does()
    {
        var random = new Random(5);
        var values = Enumerable.Range(0, 1000)
            .Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))
            .Where(float.IsFinite).ToArray();
        using var wide = tensor(values);
        using var narrow = wide.bfloat16();
        narrow.data<BFloat16>().ToArray().ShouldBe(values.Select(value => new BFloat16(value)));
        new BFloat16(float.NaN).ToSingle().ShouldBe(float.NaN);
    }

    [Fact]
    public void Scalars_keep_their_kind()
    {
        using var integer = tensor(7L);
        integer.ToScalar().Type.ShouldBe(int64);
        using var number = tensor(0.5f);
        number.ToScalar().ToDouble().ShouldBe(0.5);
        using var truth = tensor(true);
        truth.ToScalar().ToBoolean().ShouldBeTrue();
        ((int)integer, (double)number, (bool)truth).ShouldBe((7, 0.5, true));
        using var z = complex(tensor(1f), tensor(-2f));
        z.ToComplexFloat64().ShouldBe(new System.Numerics.Complex(1, -2));
    }

    [Fact]
    public void Metadata_is_libtorchs()
    {
        using var x = zeros(2, 3, 4, float64);
        using var t = x.transpose(0, 2);
        t.shape.ShouldBe([4, 3, 2]);
        t.stride().ShouldBe([1, 4, 12]);
        (t.ndim, t.numel(), t.element_size(), t.is_contiguous(), t.size(-1)).ShouldBe((3, 24, 8, false, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => t.size(3));
        using var part = x[1];
        part.storage_offset().ShouldBe(12);
        x.device.ToString().ShouldBe("cpu");
        x.ToString().ShouldBe("[2x3x4], type = Float64, device = cpu");
    }

    [Fact]
    public void Elements_are_printed_as_numpy_does()
    {
        using var x = arange(4).reshape(2, 2);
        x.ToString(true, newLine: "\n").ShouldBe("[[0, 1],\n [2, 3]]");
        using var many = arange(100);
        many.ToString(true).ShouldBe("[0, 1, 2, 3, 4, 5, ..., 94, 95, 96, 97, 98, 99]");
    }
}
