// title: Markus-Lyapunov
// description: Lyapunov exponents of a forced logistic map over two rates: swallows of gold on deep ground
// tags: fractal, lyapunov, chaos, bands

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7) + 4700U;
    int length_ = 2 + int(6.0 * rnd(s, 1)), word = 1 + int(rnd(s, 2) * 2000.0);
    word |= 1;
    if (length_ < 12) word &= ~(1 << (length_ - 1));
    float zoom = 0.3 + 0.55 * rnd(s, 3);
    vec2 ab = vec2(3.25, 3.25) + 0.8 * (rnd3(s, 5).xy - 0.5) + rot(6.28 * rnd(s, 6)) * u * zoom * (1.0 - 0.25 * fract(iTime * 2.7));
    ab = 4.0 - abs(4.0 - clamp(ab, 2.0, 6.0));
    float x = 0.5, sum = 0.0, product = 1.0, spread = 0.0;
    int k = 0;
    for (int i = 0; i < 96; i++) {
        float r = ((word >> k) & 1) == 1 ? ab.x : ab.y;
        k = k + 1 == length_ ? 0 : k + 1;
        x = r * x * (1.0 - x);
        if (i > 15) {
            product *= max(abs(r * (1.0 - 2.0 * x)), 1e-4);
            spread += abs(x - 0.6);
            if ((i & 3) == 3) { sum += log(product); product = 1.0; }
        }
    }
    float e = sum / 80.0;
    vec3 a = hsv(rnd(s, 7), 0.75, 0.95), b = hsv(rnd(s, 7) + 0.1 + 0.3 * rnd(s, 8), 0.85, 0.35), deep = hsv(rnd(s, 9), 0.8, 0.3), hot = hsv(rnd(s, 10), 0.6, 0.9);
    vec3 col;
    if (e < 0.0) {
        float t = exp(1.6 * e);
        col = mix(a, b, pow(t, 0.8)) * (1.25 - 0.8 * t);
        col = mix(col, vec3(1.0, 0.97, 0.85), 0.7 * smoothstep(1.2, 3.0, -e));
        if (rnd(s, 11) < 0.4) col *= 0.8 + 0.3 * step(0.5, fract(-e * 5.0));
        col *= 0.75 + 0.5 * sin(spread * 0.35);
    } else {
        col = mix(deep, hot, clamp(e * 1.8, 0.0, 1.0)) * (0.6 + 0.4 * fract(spread * 0.1));
    }
    col = mix(col, vec3(0.02), 0.5 * (1.0 - smoothstep(0.0, 0.05, abs(e))));
    fragColor = vec4(film(col * 1.6), 1.0);
}
