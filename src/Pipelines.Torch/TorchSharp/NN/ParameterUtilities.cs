using Pipelines.Torch;
using TorchSharp.Modules;
using static Pipelines.Torch.Aten;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales all gradients together so that their norm, as one vector, is at most <paramref name="max_norm"/>.</summary>
            /// <returns>the norm before; 0 without gradients</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var still = no_grad();
                using var scope = NewDisposeScope();
                var gradients = Gradients(tensors);
                if (gradients.Length == 0) return 0;
                if (norm_type == 2 && Array.TrueForAll(gradients, HasKernel))
                    return Op.Get("pipelines", "clip_grad_norm_").Call(gradients, max_norm).ToDouble();
                var total = aten("norm.Scalar", stack(many("_foreach_norm.Scalar", gradients, norm_type)), norm_type).ToDouble();
                var scale = max_norm / (total + 1e-6);
                if (scale < 1) Of("_foreach_mul_.Scalar").Run(gradients, scale);
                return total;
            }

            /// <summary>Limits each element of the gradients to [-clip_value, clip_value].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var still = no_grad();
                using var scope = NewDisposeScope();
                foreach (var gradient in Gradients(tensors)) gradient!.clamp_(-clip_value, clip_value);
            }

            /// <summary>All elements of all parameters, one after another, [elements].</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat(tensors.Select(parameter => parameter.reshape(-1)).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Copies the elements of a vector of <see cref="parameters_to_vector"/> back.</summary>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var still = no_grad();
                using var scope = NewDisposeScope();
                long start = 0;
                foreach (var parameter in tensors)
                {
                    parameter.copy_(vec.narrow(0, start, parameter.numel()).view_as(parameter));
                    start += parameter.numel();
                }
            }

            private static bool HasKernel(Tensor? gradient) =>
                gradient is { device_type: DeviceType.CPU, dtype: ScalarType.Float32, is_sparse: false };

            private static Tensor?[] Gradients(IEnumerable<Parameter> tensors) =>
                [.. tensors.Select(parameter => parameter.grad).Where(gradient => gradient is not null)];
        }
    }
}
