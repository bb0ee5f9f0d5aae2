// title: Folded Boxes
// description: A limit set of box and ball folds in space: caverns, towers and beads with coloured orbits
// tags: fractal, folding, raymarching, cavern

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

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;
float scale_, small_;
vec3 shift_;
vec3 trap;

float map(vec3 p) {
    vec3 z = p;
    float dr = 1.0;
    trap = vec3(9.0);
    for (int i = 0; i < 5; i++) {
        z = clamp(z, -1.0, 1.0) * 2.0 - z;
        float r2 = dot(z, z), k = clamp(1.0 / max(r2, small_), 1.0, 1.0 / small_);
        z *= k;
        dr *= k;
        trap = min(trap, vec3(r2, abs(z.x + z.y), abs(z.z)));
        z = z * scale_ + p + shift_;
        dr = dr * abs(scale_) + 1.0;
    }
    return (length(z) - 2.0) / dr;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.6) + 4200U;
    float form = rnd(s, 1);
    scale_ = form < 0.75 ? -1.5 - 0.5 * rnd(s, 2) : 2.2 + 0.7 * rnd(s, 2);
    small_ = 0.2 + 0.3 * rnd(s, 3);
    shift_ = 0.15 * (rnd3(s, 4) - 0.5);
    float size = form < 0.75 ? 2.6 : 4.5, way = 6.28 * rnd(s, 5) + 0.15 * iTime, far = size * (rnd(s, 6) < 0.4 ? 2.3 : 1.25);
    vec3 ro = far * normalize(vec3(cos(way), 0.9 * (rnd(s, 7) - 0.4), sin(way)));
    vec3 rd = look(p, ro, size * 0.5 * (rnd3(s, 8) - 0.5), 1.0 + 1.2 * rnd(s, 9));
    vec3 sun = normalize(normalize(ro) + 1.4 * (rnd3(s, 10) - 0.5) + vec3(0.0, 0.5, 0.0));
    vec3 a = dye(s, s + 1U), b = dye(s, s + 2U), c = hsv(rnd(s, 11), 0.7, 0.9), back = dye(s, s + 4U);
    vec3 sky = mix(back, back.yzx * 0.4, smoothstep(-0.7, 0.7, p.y + 0.5 * (fbm(p, 4, s) - 0.5)));
    float t = 0.0, d = 1.0, stop = far * 2.2;
    float near = dot(-ro, rd), miss = dot(ro, ro) - near * near, bound = size * size * 2.2;
    vec3 col = sky;
    if (miss < bound) {
        t = max(near - sqrt(bound - miss), 0.0);
        float used = 0.0;
        for (int i = 0; i < 34; i++) {
            d = map(ro + rd * t);
            if (d < 0.005 * t || t > stop) break;
            t += d;
            used += 1.0;
        }
        if (t < stop && d < 0.02 * t) {
            vec3 q = ro + rd * t;
            float e = 0.006 * t, d0 = map(q);
            vec3 orbit = trap;
            vec3 n = normalize(vec3(map(q + vec3(e, 0.0, 0.0)), map(q + vec3(0.0, e, 0.0)), map(q + vec3(0.0, 0.0, e))) - d0 + 1e-7);
            vec3 mat = mix(a, b, clamp(sqrt(orbit.x) * 0.9, 0.0, 1.0));
            mat = mix(mat, c, 0.7 * (1.0 - smoothstep(0.0, 0.35, orbit.y)));
            mat = mix(mat * 0.8, vec3(0.95, 0.9, 0.8), 0.4 * (1.0 - smoothstep(0.0, 0.15, orbit.z)));
            float lit = max(dot(n, sun), 0.0), ao = clamp(1.25 - used / 26.0, 0.15, 1.0);
            float probe = map(q + sun * 0.12 * size * 0.3 + n * 0.02 * size);
            lit *= smoothstep(-0.01, 0.05, probe);
            col = mat * (1.3 * lit + (0.3 + 0.2 * n.y) * (0.5 + 0.6 * back)) * ao;
            col += 0.6 * lit * pow(max(dot(reflect(rd, n), sun), 0.0), 24.0);
            col = mix(sky, col, exp(-0.6 * max(t - far * 0.5, 0.0) / far));
        } else col = mix(sky, c, 0.4 * smoothstep(14.0, 34.0, used));
    }
    fragColor = vec4(film(col * 1.3), 1.0);
}
