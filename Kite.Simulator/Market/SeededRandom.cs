using System.Numerics;

namespace Kite.Simulator.Market;

/// <summary>xoshiro256**: small, fast, and its whole state can be stored, so that a restarted market goes on with the same numbers.</summary>
internal sealed class SeededRandom
{
    readonly ulong[] _state = new ulong[4];
    double _spare = double.NaN;

    public SeededRandom(ulong seed)
    {
        for (var i = 0; i < 4; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            _state[i] = Mix(seed);
        }
    }

    public ulong[] State => _state;

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public void Restore(ReadOnlySpan<ulong> state)
    {
        state.CopyTo(_state);
        _spare = double.NaN;
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_state[1] * 5, 7) * 9;
        var t = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= t;
        _state[3] = BitOperations.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high].</summary>
    public int Between(int low, int high) => low + (int)(Uniform() * (high - low + 1));

    /// <summary>Standard normal (polar method).</summary>
    public double Normal()
    {
        if (!double.IsNaN(_spare))
        {
            var spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        double u, v, s;
        do
        {
            u = (2 * Uniform()) - 1;
            v = (2 * Uniform()) - 1;
            s = (u * u) + (v * v);
        }
        while (s is >= 1 or 0);
        var scale = Math.Sqrt(-2 * Math.Log(s) / s);
        _spare = v * scale;
        return u * scale;
    }
}
