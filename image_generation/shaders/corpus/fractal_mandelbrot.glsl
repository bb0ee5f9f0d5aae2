// title: Mandelbrot Close-Ups
// description: Seahorse valleys, bulbs and filaments of the Mandelbrot set, lit as a relief and banded
// tags: fractal, mandelbrot, escape-time, relief

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

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
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
    uint s = uint(iTime * 2.4) + 4600U;
    int place = int(10.0 * rnd(s, 1));
    vec3 at = place == 0 ? vec3(-0.7, 0.0, 1.3) : place == 1 ? vec3(-0.745, 0.112, 0.02) : place == 2 ? vec3(0.285, 0.01, 0.03) : place == 3 ? vec3(-1.25, 0.03, 0.12)
            : place == 4 ? vec3(-0.16, 1.035, 0.06) : place == 5 ? vec3(-1.768, 0.002, 0.03) : place == 6 ? vec3(0.36, 0.64, 0.06) : place == 7 ? vec3(-0.56, 0.64, 0.05)
            : place == 8 ? vec3(-0.088, 0.655, 0.02) : vec3(0.4, 0.2, 0.14);
    float zoom = at.z * (0.5 + 1.2 * rnd(s, 2)) * (1.0 - 0.35 * fract(iTime * 2.4));
    vec2 c = at.xy + 0.4 * at.z * (rnd3(s, 3).xy - 0.5) + rot(6.28 * rnd(s, 4)) * u * zoom;
    if (rnd(s, 5) < 0.5) c.y = -c.y;
    vec2 z = vec2(0.0), dz = vec2(0.0);
    float n = 0.0, r2 = 0.0, trap = 9.0, stripe = 0.0, last = 0.0, freq = 2.0 + floor(5.0 * rnd(s, 6));
    for (int i = 0; i < 90; i++) {
        dz = 2.0 * vec2(z.x * dz.x - z.y * dz.y, z.x * dz.y + z.y * dz.x) + vec2(1.0, 0.0);
        z = vec2(z.x * z.x - z.y * z.y, 2.0 * z.x * z.y) + c;
        r2 = dot(z, z);
        if (r2 > 400.0) break;
        n += 1.0;
        trap = min(trap, abs(length(z - vec2(0.3, 0.1)) - 0.35));
        float f = z.x * z.y / (r2 + 1e-9);
        last = freq < 4.0 ? 0.5 + f : 0.5 + 4.0 * f * (0.5 - z.y * z.y / (r2 + 1e-9));
        stripe += last;
    }
    vec3 a = dye(s, s + 1U), b = dye(s, s + 2U), d = hsv(rnd(s, 7), 0.8, 0.95);
    vec3 col;
    if (r2 > 400.0) {
        float smooth_ = n + 1.0 - log2(log2(r2) / log2(400.0));
        float w = clamp(smooth_ - n, 0.0, 1.0), mean = n > 1.0 ? mix((stripe - last) / max(n - 1.0, 1.0), stripe / n, w) : 0.5;
        vec2 q = vec2(z.x * dz.x + z.y * dz.y, z.y * dz.x - z.x * dz.y) / max(dot(dz, dz), 1e-12);
        vec2 g = normalize(q + 1e-9);
        float dist = sqrt(r2) * log(r2) * 0.5 / max(length(dz), 1e-9) / zoom;
        float tone = sqrt(max(smooth_, 0.0)) * (0.35 + 0.5 * rnd(s, 8)) + rnd(s, 9);
        vec3 x = 0.5 + 0.5 * cos(6.2832 * (tone + vec3(0.0, 0.12, 0.26) * (0.5 + rnd(s, 10))));
        col = mix(mix(a, b, x.x), d, x.y * x.z);
        float style = rnd(s, 11);
        if (style < 0.4) col *= 0.45 + 0.9 * smoothstep(0.25, 0.75, mean);
        else if (style < 0.7) col *= 0.75 + 0.35 * step(0.5, fract(smooth_ * 0.5));
        float sun = dot(g, normalize(rnd3(s, 12).xy - 0.47));
        col *= 0.8 + 0.4 * sun * smoothstep(0.0, 0.1, dist);
        col = mix(rnd(s, 13) < 0.5 ? vec3(0.03) : vec3(1.0, 0.97, 0.9), col, smoothstep(0.0, 0.02, dist));
    } else {
        vec3 deep = rnd(s, 14) < 0.5 ? vec3(0.03) : b * 0.5;
        col = mix(deep, d, 0.8 * (1.0 - smoothstep(0.0, 0.1, trap)));
        col *= 0.7 + 0.6 * smoothstep(0.0, 0.8, length(z));
    }
    fragColor = vec4(film(col * 1.7), 1.0);
}
