// title: Pictures in Characters
// description: Balls, cubes, tunnels and faces rendered as a grid of characters whose ink follows the light
// tags: glyph, terminal, characters, dither

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

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

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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

vec2 hitBox(vec3 ro, vec3 rd, vec3 half_size) {
    vec3 inv = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-6))) * 1e-5);
    vec3 a = -inv * ro;
    vec3 k = abs(inv) * half_size;
    return vec2(max(max(a.x - k.x, a.y - k.y), a.z - k.z), min(min(a.x + k.x, a.y + k.y), a.z + k.z));
}

float light(vec2 p, uint s, out float tone) {
    float kind = rnd(s, 20), t = iTime * 2.0 + 9.0 * rnd(s, 21), v = 0.0;
    vec3 sun = normalize(vec3(cos(t), 0.6, 0.7));
    tone = 0.0;
    if (kind < 0.3) {
        v = 0.12 + 0.1 * step(0.5, fract((p.x + p.y) * 1.5));
        for (int i = 0; i < 4; i++) {
            vec3 h = rnd3(s, 30 + i);
            vec2 o = p - 1.9 * (h.xy - 0.5) - 0.15 * vec2(sin(t + float(i)), cos(t * 0.7 + float(i)));
            float r = 0.25 + 0.4 * h.z, z = r * r - dot(o, o);
            if (z > 0.0) {
                vec3 n = vec3(o, sqrt(z)) / r;
                v = 0.06 + 0.95 * max(dot(n, sun), 0.0);
                tone = float(i) * 0.2 + 0.15;
                if (h.x < 0.5) v *= 0.6 + 0.4 * step(0.0, sin(9.0 * n.y + 2.0 * t));
            }
        }
    } else if (kind < 0.5) {
        float l = length(p) + 1e-3, a = atan(p.y, p.x + 1e-5), z = 0.6 / l;
        float g = step(0.5, fract(z * 1.2 + t * 0.5)) != step(0.5, fract(a * 1.2732 + 0.2 * z)) ? 1.0 : 0.25;
        v = g * smoothstep(0.0, 0.9, l);
        tone = fract(z * 0.2);
    } else if (kind < 0.7) {
        vec3 ro = vec3(0.0, 0.0, 3.2), rd = normalize(vec3(p, -1.7));
        mat2 a = rot(t * 0.6), b = rot(0.5 + 0.4 * sin(t * 0.3));
        ro.yz = b * ro.yz; rd.yz = b * rd.yz;
        ro.xz = a * ro.xz; rd.xz = a * rd.xz;
        vec2 h = hitBox(ro, rd, vec3(0.75));
        v = 0.1 + 0.12 * step(0.9, fract(p.x * 3.0)) + 0.12 * step(0.9, fract(p.y * 3.0));
        if (h.x < h.y) {
            vec3 q = ro + rd * h.x, w = abs(q), n = step(w.yzx, w) * step(w.zxy, w) * sign(q);
            vec2 uv = n.x != 0.0 ? q.yz : n.y != 0.0 ? q.xz : q.xy;
            v = 0.25 + 0.7 * max(dot(n, normalize(vec3(0.5, 0.8, 0.4))), 0.0);
            if (length(uv) < 0.4) v = 1.15 - v;
            if (max(abs(uv.x), abs(uv.y)) > 0.66) v = 0.95;
            tone = 0.5 + 0.2 * n.x + 0.3 * n.y;
        }
    } else if (kind < 0.85) {
        vec2 o = p * vec2(1.15, 0.95) - 0.1 * vec2(sin(t), cos(t * 0.8));
        float l = length(o) - 0.72;
        vec3 n = vec3(o / 0.72, sqrt(max(1.0 - dot(o, o) / 0.52, 0.0)));
        v = l < 0.0 ? 0.2 + 0.7 * max(dot(n, sun), 0.0) : 0.12 + 0.15 * step(0.5, fract(p.y * 4.0));
        tone = l < 0.0 ? 0.3 : 0.8;
        vec2 e = vec2(abs(o.x) - 0.27, o.y - 0.15);
        if (length(e * vec2(0.8, 1.2)) < 0.13) v = 0.98;
        if (length(e - vec2(0.03 * sin(t * 2.0), 0.0)) < 0.06) v = 0.02;
        if (max(abs(length(o - vec2(0.0, 0.05)) - 0.42) - 0.05, o.y + 0.15) < 0.0) v = 0.03;
        if (max(abs(o.x) - 0.07 - 0.2 * max(0.1 - o.y, 0.0), abs(o.y + 0.02) - 0.14) < 0.0) v += 0.2;
        if (l < 0.06 && o.y > 0.38 + 0.15 * sin(o.x * 9.0)) { v = 0.35 * fract(o.x * 7.0) + 0.05; tone = 0.6; }
    } else {
        float w = 0.0;
        for (int i = 0; i < 4; i++) { vec2 c = 1.6 * (rnd3(s, 40 + i).xy - 0.5); w += sin(12.0 * length(p - c) - 3.0 * t) / (1.0 + 2.0 * length(p - c)); }
        v = 0.45 + 0.35 * w;
        tone = fract(0.5 + 0.2 * w);
    }
    return clamp(v, 0.0, 1.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 8700U;
    float cells = 18.0 + 26.0 * rnd(s, 1);
    float bend = 0.12 * rnd(s, 2) * step(0.5, rnd(s, 3));
    vec2 q = u * (1.0 + bend * dot(u, u)), g = q * cells * 0.5 * vec2(1.5, 1.0), c = floor(g), f = fract(g);
    vec2 p = (c + 0.5) / cells * 2.0 / vec2(1.5, 1.0);
    float tone, v = light(p, s, tone);
    float style = rnd(s, 4), ink;
    uint pick = uint(int(v * 9.0)) * 7U + (rnd(s, 5) < 0.5 ? cell(ivec2(c), s) & 3U : 0U);
    ivec2 d = ivec2(floor(vec2(f.x * 6.0, f.y * 8.0)));
    bool margin = d.x > 4 || d.y > 6;
    if (style < 0.5) {
        int x = rnd(pick, 3) < 0.6 ? abs(d.x - 2) : d.x;
        ink = !margin && hash(ivec2(x, d.y), pick) < v * 1.05 - 0.04 ? 1.0 : 0.0;
    } else if (style < 0.7) {
        vec2 o = f - 0.5;
        float r = 0.52 * sqrt(v);
        ink = 1.0 - smoothstep(-0.06, 0.06, (rnd(s, 6) < 0.5 ? length(o) : max(abs(o.x), abs(o.y))) - r);
    } else if (style < 0.85) {
        float th = v * 0.55;
        vec2 o = f - 0.5;
        ink = v > 0.08 && abs(o.y) < th * 0.5 ? 1.0 : 0.0;
        if (v > 0.5 && abs(o.x) < (v - 0.5) * 0.7) ink = 1.0;
        if (v > 0.75 && abs(abs(o.x) - abs(o.y)) < 0.09) ink = 1.0;
    } else {
        vec2 o = f - 0.5;
        float slash = hash(ivec2(c), s) < 0.5 ? o.x + o.y : o.x - o.y;
        ink = 1.0 - smoothstep(0.0, 0.05, abs(slash) * 0.707 - v * 0.34);
    }
    float scheme = rnd(s, 7);
    bool bright = rnd(s, 8) < 0.3;
    vec3 back = bright ? mix(vec3(0.95), dye(s, s + 1U), 0.3) : dye(s, s + 1U) * 0.14, fore = scheme < 0.35 ? hsv(rnd(s, 9), 0.7, 1.0) : scheme < 0.7 ? hsv(rnd(s, 9) + tone * 1.3, 0.7, 1.0) : hsv(rnd(s, 9) + 0.3 * v, 0.6, 1.0);
    if (bright) fore *= 0.5;
    vec3 col = mix(back * (0.8 + 0.6 * v * (bright ? 0.3 : 1.0)), fore * (bright ? 1.1 - 0.5 * v : 0.35 + 0.8 * v), ink);
    if (!bright) col *= 0.8 + 0.2 * step(0.5, fract(fragCoord.y / iResolution.y * 90.0));
    if (bend > 0.0) {
        float frame = max(abs(q.x), abs(q.y)) - 1.02;
        col *= 1.0 - smoothstep(-0.12, 0.0, frame);
        if (frame > 0.0) col = vec3(0.25, 0.24, 0.22) * (0.6 + 0.6 * smoothstep(0.0, 0.15, frame));
    }
    fragColor = vec4(film(col * 1.8), 1.0);
}
